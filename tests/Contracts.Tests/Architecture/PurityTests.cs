using System.Diagnostics;
using System.Reflection;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Architecture;

/// <summary>Decisions and folds are pure: what they need is passed in, time and ids too. Else a journal replays differently.</summary>
public sealed class PurityTests
{
    private static readonly Type[] s_impure =
    [
        typeof(TimeProvider), typeof(Random), typeof(Environment), typeof(Stopwatch), typeof(Task), typeof(Thread), typeof(IGrainFactory),
        typeof(File), typeof(Console), typeof(EventIds),
    ];

    public static TheoryData<Type> Rules => new(typeof(CouponRules).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Rules", StringComparison.Ordinal)));

    public static TheoryData<Type> States => new(typeof(CouponState).Assembly.GetTypes()
        .Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEventSourcedState<>))));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rules_AreStatic_AndTakeNoClock(Type rules)
    {
        Assert.True(rules is { IsAbstract: true, IsSealed: true }, $"{rules} is not static.");
        var parameters = rules.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(method => method.GetParameters());
        Assert.DoesNotContain(parameters, parameter => s_impure.Any(impure => impure.IsAssignableFrom(parameter.ParameterType)));
        Assert.DoesNotContain(rules.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic),
            field => field is { IsLiteral: false, IsInitOnly: false } && !field.Name.Contains('<'));
        Assert.Empty(ImpureCalls(rules));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void States_FoldEvents_WithoutClockOrChance(Type state) => Assert.Empty(ImpureCalls(state));

    [Theory]
    [InlineData(typeof(ReadsTheClock), "get_UtcNow")]
    [InlineData(typeof(MakesAnIdInALambda), "NewGuid")]
    public void ImpureCalls_OfAnImpureType_AreFound(Type type, string call) =>
        Assert.Contains(ImpureCalls(type), found => found.EndsWith($".{call}", StringComparison.Ordinal));

    private static IEnumerable<string> ImpureCalls(Type type) => IlCalls.Of(type)
        .Where(IsImpure).Select(method => $"{method.DeclaringType}.{method.Name}").Distinct();

    private static bool IsImpure(MethodBase method) =>
        s_impure.Contains(method.DeclaringType)
        || (method.DeclaringType == typeof(Guid) && method.Name is nameof(Guid.NewGuid) or nameof(Guid.CreateVersion7))
        || ((method.DeclaringType == typeof(DateTime) || method.DeclaringType == typeof(DateTimeOffset))
            && method.Name is "get_Now" or "get_UtcNow" or "get_Today");

    private static class ReadsTheClock
    {
        public static DateTimeOffset Now => DateTimeOffset.UtcNow;
    }

    private static class MakesAnIdInALambda
    {
        public static IEnumerable<Guid> Ids(int count) => Enumerable.Range(0, count).Select(_ => Guid.NewGuid());
    }
}
