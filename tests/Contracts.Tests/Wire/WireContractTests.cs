using System.Reflection;
using Commerce.Stored;

namespace Commerce.Wire;

/// <summary>
/// Processes of two releases talk to each other while one replaces the other. What travels is named by alias and id;
/// <c>Wire/contract.txt</c> has every name and number that ever did. It is only ever appended to.
/// </summary>
public sealed class WireContractTests
{
    private static readonly string s_file = Repository.InTests("Wire", "contract.txt");

    /// <summary>What is new since the file was last appended to.</summary>
    internal static IReadOnlyList<string> Unrecorded => [.. WireShape.Lines().Except(Recorded)];

    public static TheoryData<Type> Types => new(WireShape.Types);

    public static TheoryData<Type> Interfaces => new(WireShape.Interfaces);

    private static IEnumerable<string> Recorded => File.ReadLines(s_file).Where(line => line.Length > 0 && line[0] != '#');

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_ThatTravels_HasAnAliasAndExplicitUniqueIds(Type type)
    {
        Assert.StartsWith("commerce.", WireShape.AliasOf(type), StringComparison.Ordinal);
        var ids = WireShape.MembersOf(type).Select(member => member.GetCustomAttribute<IdAttribute>()?.Id).ToList();
        Assert.DoesNotContain(null, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void GrainInterface_AndItsMethods_HaveUniqueAliases(Type type)
    {
        Assert.StartsWith("commerce.", WireShape.AliasOf(type), StringComparison.Ordinal);
        var aliases = type.GetMethods().Select(WireShape.AliasOf).ToList();
        Assert.DoesNotContain(null, aliases);
        Assert.Equal(aliases.Count, aliases.Distinct().Count());
    }

    [Fact]
    public void Aliases_OfTypesAndInterfaces_AreUnique()
    {
        var aliases = WireShape.Types.Concat(WireShape.Interfaces).Select(WireShape.AliasOf).ToList();
        Assert.Equal(aliases.Count, aliases.Distinct().Count());
    }

    [Fact]
    public void Types_InSignatures_AreTypesOfTheContract()
    {
        var used = WireShape.Interfaces.SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType)).SelectMany(Parts)
            .Where(type => type.Assembly == WireShape.Contract && !type.IsEnum);
        Assert.Empty(used.Except(WireShape.Types));

        static IEnumerable<Type> Parts(Type type) => type switch
        {
            { IsArray: true } => Parts(type.GetElementType()!),
            { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()),
            _ => [type],
        };
    }

    [Fact]
    public void RecordedContract_IsKept()
    {
        var gone = Recorded.Except(WireShape.Lines()).ToList();
        Assert.True(gone.Count == 0, $"A release that is still running expects these:\n{string.Join('\n', gone)}");
    }

    [Fact]
    public void Contract_IsRecorded()
    {
        var unrecorded = Unrecorded;
        Assert.True(unrecorded.Count == 0,
            $"New in {Path.GetRelativePath(Repository.Root, s_file)}:\n{string.Join('\n', unrecorded)}\n{StoredFiles.HowToRecord}");
    }

    [Fact]
    public void RecordedIdsAndNumbers_AreNeverReused()
    {
        var names = Recorded.Where(line => line.Contains(" = ", StringComparison.Ordinal)).Select(line => line.Split(" = ")[0]).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    internal static void Record() => File.AppendAllLines(s_file, Unrecorded);
}
