using System.Reflection;

namespace Commerce.Wire;

/// <summary>The wire contract as lines: what travels between processes of different releases.</summary>
internal static class WireShape
{
    public static Assembly Contract { get; } = typeof(ICommand).Assembly;

    public static IEnumerable<Type> Types => Ours.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    public static IEnumerable<Type> Interfaces => Ours.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)));

    public static IEnumerable<Type> Enums => Ours.Where(type => type.IsEnum);

    // The rest of the assembly is generated: serializers and proxies.
    private static IEnumerable<Type> Ours => Contract.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Commerce", StringComparison.Ordinal) == true && type.IsVisible);

    public static IEnumerable<string> Lines() => [
        .. Types.SelectMany(LinesOf), .. Enums.SelectMany(LinesOfEnum), .. Interfaces.SelectMany(LinesOfInterface)];

    /// <summary>What of a type travels: everything that is kept in it, not what is computed.</summary>
    public static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = type.GetFields(Declared);
        var properties = type.GetProperties(Declared).Where(p => fields.Any(field => field.Name == $"<{p.Name}>k__BackingField"));
        return properties.Concat<MemberInfo>(fields.Where(field => !field.Name.StartsWith('<')));
    }

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    private static IEnumerable<string> LinesOf(Type type)
    {
        yield return $"type {AliasOf(type)}";
        foreach (var member in MembersOf(type))
        {
            var memberType = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
            yield return $"member {AliasOf(type)} {member.GetCustomAttribute<IdAttribute>()?.Id} = {member.Name} {NameOf(memberType)}";
        }
    }

    private static IEnumerable<string> LinesOfEnum(Type type) =>
        Enum.GetValues(type).Cast<Enum>().Select(value => $"number {type.Name} {value:D} = {value}");

    private static IEnumerable<string> LinesOfInterface(Type type) => type.GetMethods().Select(method =>
        $"method {AliasOf(type)} {AliasOf(method)} = ({string.Join(", ", method.GetParameters().Select(p => NameOf(p.ParameterType)))}) " +
        $"{NameOf(method.ReturnType)}");

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{NameOf(underlying)}?";
        if (type.IsArray)
            return $"{NameOf(type.GetElementType()!)}[]";
        var name = AliasOf(type) ?? type.Name;
        return type.IsGenericType
            && !type.IsGenericTypeDefinition
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}
