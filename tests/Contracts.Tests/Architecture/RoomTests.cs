using System.Reflection;
using Commerce.Hosting;
using Commerce.Outbox;

namespace Commerce.Architecture;

/// <summary>Rooms of the silo that know each other in one direction only.</summary>
public sealed class RoomTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type[] s_types = typeof(SiloHost).Assembly.GetTypes();

    /// <summary>Kafka and the projections know the outbox; Kafka parks what cannot be read; composition knows all of them.</summary>
    [Theory]
    [InlineData("Commerce.Outbox", "Commerce.Projections", "Commerce.Kafka", "Commerce.Hosting")]
    [InlineData("Commerce.Projections", "Commerce.Kafka", "Commerce.Hosting")]
    [InlineData("Commerce.Kafka", "Commerce.Hosting")]
    [InlineData("Commerce.Cluster", "Commerce.Outbox", "Commerce.Projections", "Commerce.Kafka")]
    [InlineData("Commerce.Storage", "Commerce.Outbox", "Commerce.Projections", "Commerce.Kafka", "Commerce.Hosting")]
    public void Room_OfTheSilo_UsesNone(string room, params string[] others)
    {
        var types = s_types.Where(type => type.Namespace == room).ToList();
        Assert.NotEmpty(types);
        Assert.Empty(types.SelectMany(type => Uses(type).Where(used => used.Assembly == type.Assembly && others.Contains(used.Namespace))
            .Select(used => $"{type.Name} uses {used.Namespace}.{used.Name}")).Distinct());
    }

    [Fact]
    public void Uses_OfARegistration_AreFound() =>
        Assert.Contains(typeof(OutboxRelay), Uses(typeof(OutboxHosting)));

    private static IEnumerable<Type> Uses(Type type) => Signatures(type)
        .Concat(IlCalls.Of(type).SelectMany(called => called.IsGenericMethod
            ? called.GetGenericArguments().Append(called.DeclaringType!)
            : [called.DeclaringType!]))
        .Concat(IlCalls.NamesOf(type).OfType<Type>())
        .SelectMany(Parts);

    private static IEnumerable<Type> Signatures(Type type) => type.GetInterfaces().Append(type.BaseType ?? typeof(object))
        .Concat(type.GetFields(Declared).Select(field => field.FieldType))
        .Concat(type.GetConstructors(Declared).Cast<MethodBase>().Concat(type.GetMethods(Declared))
            .SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType))
        .Concat(type.GetMethods(Declared).Select(method => method.ReturnType));

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsConstructedGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type),
        _ => [type],
    };
}
