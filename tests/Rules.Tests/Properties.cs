using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Commerce;

/// <summary>
/// Checks properties over random input. A failure prints the smallest input it found and the seed, as <c>(a,b)</c>;
/// <c>COMMERCE_REPLAY=a,b</c> runs that seed again.
/// </summary>
internal static class Properties
{
    private static readonly string? s_replay = Environment.GetEnvironmentVariable("COMMERCE_REPLAY");

    public static void Hold<T>(int runs, Arbitrary<T> input, Action<T> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs).WithQuietOnSuccess(true).WithReplay(Replay()), Prop.ForAll(input, property));

    /// <summary>Sequences that shrink by leaving out steps: halves first, then one by one.</summary>
    public static Arbitrary<T[]> SequencesOf<T>(Gen<T> step, int maxLength) => Arb.From(
        from length in Gen.Choose(1, maxLength) from steps in Gen.ArrayOf(step, length) select steps, Shorter);

    private static IEnumerable<T[]> Shorter<T>(T[] steps)
    {
        if (steps.Length > 3)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }
        for (var i = 0; i < steps.Length; i++)
            yield return [.. steps[..i], .. steps[(i + 1)..]];
    }

    private static FSharpOption<Replay> Replay()
    {
        if (s_replay?.Split(',') is not [var seed, var gamma])
            return FSharpOption<Replay>.None;
        var rnd = new Rnd(ulong.Parse(seed, null), ulong.Parse(gamma, null));
        return FSharpOption<Replay>.Some(new Replay(rnd, FSharpOption<int>.None));
    }
}
