using Commerce.Balances;
using Commerce.Testing;

namespace Commerce.Calls;

/// <summary>Commands that come again when nobody has them in memory.</summary>
public sealed class CommandIndexTests
{
    private const long Customer = 1_001;

    [Fact]
    public async Task Charge_RepeatedAfter100000CommandsAndARestart_IsAnsweredAsItWas()
    {
        using var storage = TestStorage.Sqlite();
        var charge = new ChargeBalance(7, Guid.NewGuid());
        Reply<ChangeBalanceOutcome> first;
        await using (var cluster = await CommerceCluster.StartAsync(1, storage, ("Journal:RememberedCommands", "1000")))
        {
            var account = await OpenAsync(cluster);
            first = await account.Charge(charge);
            for (var i = 0; i < 100_000; i += CommandBounds.MaxTogether)
                await account.ChargeAll(New(CommandBounds.MaxTogether));
            var balance = (await account.Get())!.Balance;

            Assert.Equal(first with { Kind = ReplyKind.Replayed }, await account.Charge(charge));
            Assert.Equal(ReplyKind.IdempotencyKeyReused, (await account.Charge(charge with { Amount = 8 })).Kind);
            await CommerceCluster.DeactivateAsync(account);
            Assert.Equal(first with { Kind = ReplyKind.Replayed }, await account.Charge(charge));
            Assert.Equal(balance, (await account.Get())!.Balance);
        }
        await using var restarted = await CommerceCluster.StartAsync(1, storage);
        Assert.Equal(first with { Kind = ReplyKind.Replayed }, await restarted.Client.GetGrain<IBalanceGrain>(Customer).Charge(charge));
    }

    [Fact]
    public async Task Steps_PastTheMemoryOfTheSilo_AreAnsweredByOneReadEach()
    {
        using var storage = TestStorage.Sqlite();
        var gate = new AppendGate();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, gate, ("Journal:RememberedCommands", "1"));
        var account = await OpenAsync(cluster);
        var (orderId, since) = (Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        var (done, refused) =
            (new DebitBalance(10, orderId, Guid.NewGuid(), since), new DebitBalance(10_000, orderId, Guid.NewGuid(), since));
        var answers = new[] { await account.Debit(done), await account.Debit(refused) };
        Assert.Equal(ChangeBalanceStatus.Insufficient, answers[1].Outcome!.Status);
        await account.Charge(new(100_000, Guid.NewGuid())); // there would be enough now, and neither is in memory
        gate.LookedUp.Clear();
        gate.Read.Clear();

        foreach (var (step, answer) in new[] { (done, answers[0]), (refused, answers[1]) })
            Assert.Equal(answer with { Kind = ReplyKind.Replayed }, await account.Debit(step));

        Assert.Equal([done.CommandId, refused.CommandId], gate.LookedUp.Select(asked => (Guid?)Assert.Single(asked).CommandId));
        Assert.Empty(gate.Read); // no stream was read for it
    }

    [Fact]
    public async Task Commands_OfGrainsThatForgotNothing_AreNotLookedUp()
    {
        using var storage = TestStorage.Sqlite();
        var gate = new AppendGate();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, gate);
        var account = await OpenAsync(cluster);
        for (var activation = 0; activation < 2; activation++)
        {
            await account.ChargeAll([new(1, Guid.NewGuid()), new(1, null), new(1, Guid.NewGuid())]);
            await account.Debit(new(1, Guid.CreateVersion7(), Guid.NewGuid(), DateTimeOffset.UtcNow));
            await CommerceCluster.DeactivateAsync(account);
        }
        Assert.Empty(gate.LookedUp);
    }

    [Fact]
    public async Task Charges_ThatComeTogether_AreLookedUpTogether()
    {
        using var storage = TestStorage.Sqlite();
        var gate = new AppendGate();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, gate, ("Journal:RememberedCommands", "1"));
        var account = await OpenAsync(cluster);
        var known = New(3);
        var before = await account.ChargeAll(known);
        gate.LookedUp.Clear();

        var again = await account.ChargeAll([known[0], new(5, null), known[1], new(6, Guid.NewGuid()), known[2], known[0]]);

        Assert.Equal([before[0], before[1], before[2], before[0]],
            new[] { again[0], again[2], again[4], again[5] }.Select(reply => reply with { Kind = ReplyKind.Decided }));
        Assert.Equal((3 + 5, 3 + 5 + 6), (again[1].Outcome!.Balance - 1_000, again[3].Outcome!.Balance - 1_000));
        Assert.InRange(gate.LookedUp.Count, 1, 3); // what asks first may ask alone
    }

    /// <summary>Each is answered, refused and repeated as if it had come alone, and what is new shares an append.</summary>
    [Fact]
    public async Task Charges_NewKeysThatComeTogether_AreOneAppendAndAnsweredEachAsAlone()
    {
        using var storage = TestStorage.Sqlite();
        var gate = new AppendGate();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, gate);
        var account = await OpenAsync(cluster);
        var (first, second, tooMuch) = (new ChargeBalance(5, Guid.NewGuid()), new ChargeBalance(7, Guid.NewGuid()),
            new ChargeBalance(BalanceBounds.Limit, Guid.NewGuid()));
        var before = gate.Committed.Count;

        var replies = await account.ChargeAll([first, tooMuch, second, first, second with { Amount = 8 }, tooMuch]);

        (ReplyKind, ChangeBalanceStatus?, long?)[] expected =
        [
            (ReplyKind.Decided, ChangeBalanceStatus.Changed, 1_005), (ReplyKind.Decided, ChangeBalanceStatus.LimitExceeded, 1_005),
            (ReplyKind.Decided, ChangeBalanceStatus.Changed, 1_012), (ReplyKind.Replayed, ChangeBalanceStatus.Changed, 1_005),
            (ReplyKind.IdempotencyKeyReused, null, null), (ReplyKind.Decided, ChangeBalanceStatus.LimitExceeded, 1_012),
        ];
        Assert.Equal(expected, replies.Select(reply => (reply.Kind, reply.Outcome?.Status, reply.Outcome?.Balance)));
        var append = Assert.Single(gate.Committed.Skip(before).SelectMany(transaction => transaction));
        Assert.Equal([(first.CommandId, true), (second.CommandId, true)], append.Events.Select(e => (e.CommandId, e.Receipt is not null)));

        // What is stored of each is its own: another activation answers the same, and a refusal is decided anew.
        await CommerceCluster.DeactivateAsync(account);
        Assert.Equal(replies[0] with { Kind = ReplyKind.Replayed }, await account.Charge(first));
        Assert.Equal(replies[2] with { Kind = ReplyKind.Replayed }, await account.Charge(second));
        Assert.Equal(1_012, (await account.Get())!.Balance);
        await account.Debit(new(1_012, Guid.CreateVersion7(), Guid.NewGuid(), DateTimeOffset.UtcNow));
        var anew = await account.Charge(tooMuch);
        Assert.Equal((ReplyKind.Decided, BalanceBounds.Limit), (anew.Kind, anew.Outcome!.Balance));
    }

    /// <summary>With no memory at all, the second of two copies must find the first one, wherever that is by then.</summary>
    [Fact]
    public async Task Charges_CopiesAtOnceWithoutAMemory_AreDecidedOnce()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, ("Journal:RememberedCommands", "1"));
        var account = await OpenAsync(cluster);
        await account.ChargeAll(New(2)); // the second takes the first one's place
        var charges = New(50);

        var replies = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => account.Charge(charges[i % charges.Length])));

        Assert.Equal(charges.Length, replies.Count(reply => reply.Kind == ReplyKind.Decided));
        Assert.Equal(1_000 + 2 + charges.Length, (await account.Get())!.Balance);
    }

    [Fact]
    public async Task Charge_RepeatedPastItsTime_IsANewCommand()
    {
        using var storage = TestStorage.Sqlite();
        var charge = new ChargeBalance(7, Guid.NewGuid());
        await using var cluster = await CommerceCluster.StartAsync(1, storage,
            ("Journal:RememberedCommands", "1"), ("Idempotency:KeepFor", "00:01:00"));
        var account = await OpenAsync(cluster);
        await account.Charge(charge);
        await account.Charge(new(1, Guid.NewGuid()));
        Assert.Equal(ReplyKind.Replayed, (await account.Charge(charge)).Kind);

        await cluster.QueryAsync<int>("UPDATE command_index SET recorded_at = recorded_at - 61000; SELECT 1");

        var anew = await account.Charge(charge);
        Assert.Equal((ReplyKind.Decided, 1_015), (anew.Kind, anew.Outcome!.Balance));
        await account.Charge(new(1, Guid.NewGuid()));
        Assert.Equal(anew with { Kind = ReplyKind.Replayed }, await account.Charge(charge));
    }

    private static ChargeBalance[] New(int charges) =>
        [.. Enumerable.Range(0, charges).Select(_ => new ChargeBalance(1, Guid.NewGuid()))];

    private static async Task<IBalanceGrain> OpenAsync(CommerceCluster cluster)
    {
        var account = cluster.Client.GetGrain<IBalanceGrain>(Customer);
        await account.Open(new("Customer under test", 1_000, null));
        return account;
    }
}
