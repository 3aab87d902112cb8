using System.Text;
using Commerce.Http;
using Commerce.Orders;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Wire;

/// <summary>Ids of clients' commands and of sagas' steps are made of texts, and no text is both.</summary>
public sealed class CommandIdTests(ITestOutputHelper output)
{
    private const int Runs = 20_000;

    private static readonly string[] s_steps = ["debit", "redeem", "restore-coupon", "payment", "pay", "deduct/1", "deduct/9007199254740991", "restore/5001"];

    [Fact]
    public void IdsOfSteps_WhateverTheKey_AreNoClients()
    {
        var random = new Random(Seeds.Next(output));
        for (var run = 0; run < Runs; run++)
        {
            var orderId = random.Next(4) == 0 ? Guid.Empty : NewId(random);
            var (attempt, step) = (random.Next(0, 4), s_steps[random.Next(s_steps.Length)]);
            var text = SagaStep.Text(orderId, attempt, step, SagaStep.Apart);
            Assert.False(Idempotency.IsKey(text), text);

            // What somebody would try who knows the order and the code, and what is left of a text when it is cleaned up.
            string[] keys =
            [
                SagaStep.Text(orderId, attempt, step, null), text.Trim('\0'), text.Replace('\0', '0'), $"%00{text[1..]}", $"\\0{text[1..]}",
                RandomKey(random),
            ];
            foreach (var key in keys)
            {
                Assert.True(Idempotency.IsKey(key), key);
                Assert.NotEqual(SagaStep.Id(orderId, attempt, step), Idempotency.IdOf(key));
            }
        }
    }

    /// <summary>Were this not so, the test above would find nothing either way.</summary>
    [Fact]
    public void IdsOfStepsAsTheyWere_AreThoseOfAKey()
    {
        var orderId = new Guid("0195a0c4-7d2e-7abc-8def-0123456789ab");
        Assert.Equal(SagaStep.Id(orderId, 1, "debit", null), Idempotency.IdOf("0195a0c47d2e7abc8def0123456789ab/1/debit"));
    }

    [Fact]
    public void Keys_OfEveryCharacterThatIsPrintable_AreTheOnlyOnes()
    {
        for (var c = char.MinValue; c < char.MaxValue; c++)
            Assert.Equal(c is > ' ' and <= '~', Idempotency.IsKey($"a{c}"));
    }

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }

    private static string RandomKey(Random random) => Encoding.ASCII.GetString(
        [.. Enumerable.Range(0, random.Next(1, Idempotency.MaxKeyLength + 1)).Select(_ => (byte)random.Next('!', '~' + 1))]);
}
