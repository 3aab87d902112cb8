using Commerce.Balances;
using Commerce.Testing;

namespace Commerce.Calls;

/// <summary>Keys of an activation that knows which ones its stream has, and has none of them in memory.</summary>
public sealed class CommandFilterTests : IAsyncLifetime
{
    private const long Customer = 1_001;

    private readonly TestStorage _storage = TestStorage.Sqlite();
    private readonly AppendGate _gate = new();
    private CommerceCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await CommerceCluster.StartAsync(
        1, _storage, _gate, ("Journal:RememberedCommands", "1"), ("Idempotency:KeepFor", "00:10:00"));

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    public async Task Charges_UnderNewKeys_AreNotLookedUpAndOldOnesAre()
    {
        var account = await OpenAsync(Customer);
        var before = await ChargeAsync(account, New(20));
        await CommerceCluster.DeactivateAsync(account); // what it knows now is of the index alone, and then of both
        await FillAsync(account);
        var since = await ChargeAsync(account, New(100));

        Assert.InRange(_gate.LookedUp.Count, 0, 10); // few were taken for one of those that there are
        foreach (var (charge, answer) in before.Concat(since))
            Assert.Equal(answer with { Kind = ReplyKind.Replayed }, await account.Charge(charge));
        Assert.Equal(ReplyKind.IdempotencyKeyReused, (await account.Charge(before[0].Charge with { Amount = 8 })).Kind);
        Assert.InRange(_gate.Listed.Count, 1, 2); // by each activation once
    }

    [Fact]
    public async Task Charge_UnderAKeyOfAnotherCustomer_IsANewCommand()
    {
        var (account, other) = (await OpenAsync(Customer), await OpenAsync(Customer + 1));
        var charges = await ChargeAsync(other, New(5));
        await FillAsync(account);

        foreach (var (charge, _) in charges)
            Assert.Equal(ReplyKind.Decided, (await account.Charge(charge)).Kind);
        foreach (var (charge, _) in charges)
            Assert.Equal(ReplyKind.Replayed, (await account.Charge(charge)).Kind);
    }

    [Fact]
    public async Task Charges_CopiesAtOnce_AreDecidedOnce()
    {
        var account = await OpenAsync(Customer);
        await FillAsync(account);
        var balance = (await account.Get())!.Balance;
        var charges = New(50);

        var replies = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => account.Charge(charges[i % charges.Length]))
            .Append(Task.Run(async () => (await account.ChargeAll([.. charges, .. charges]))[0])));

        Assert.Equal(balance + charges.Length, (await account.Get())!.Balance);
        Assert.InRange(replies.Count(reply => reply.Kind == ReplyKind.Decided), 1, charges.Length);
    }

    [Fact]
    public async Task Charges_WhileTheIndexIsRead_AreKnownAfterwards()
    {
        var account = await OpenAsync(Customer);
        var listing = new TaskCompletionSource();
        _gate.Listing = listing.Task;
        var first = await ChargeAsync(account, New(10));
        await Eventually.HoldsAsync("the index is read", () => Task.FromResult(!_gate.Listed.IsEmpty));
        var during = await ChargeAsync(account, New(10));
        listing.SetResult();
        await FillAsync(account);

        foreach (var (charge, answer) in first.Concat(during))
            Assert.Equal(answer with { Kind = ReplyKind.Replayed }, await account.Charge(charge));
    }

    /// <summary>Such a charge is not yet in the index, and what is recorded was not kept yet when it was.</summary>
    [Fact]
    public async Task Charge_NotDurableWhenTheIndexIsToBeRead_IsKnownAfterwards()
    {
        var (account, other) = (await OpenAsync(Customer), await OpenAsync(Customer + 1));
        while (_gate.LookedUp.IsEmpty)
            await account.Charge(New(1)[0]);
        var held = _gate.HoldAsync(stream => stream == $"balance/{Customer}");
        var charges = New(2);
        var first = account.Charge(charges[0]);
        await held;
        var second = account.Charge(charges[1]); // the third that is looked up: with it the filter is filled
        await Eventually.HoldsAsync("it is looked up", () => Task.FromResult(_gate.LookedUp.Count == 3));
        await other.Get(); // whoever did not wait would have read by now
        Assert.Empty(_gate.Listed);

        _gate.Open();
        var answers = await Task.WhenAll(first, second);
        await FillAsync(account);

        for (var i = 0; i < charges.Length; i++)
            Assert.Equal(answers[i] with { Kind = ReplyKind.Replayed }, await account.Charge(charges[i]));
    }

    [Fact]
    public async Task Charge_DecidedByAnotherActivation_IsFencedOffAndAnsweredAsItWas()
    {
        var account = await OpenAsync(Customer);
        await FillAsync(account);
        var template = New(1)[0];
        var answer = await account.Charge(template);
        var theirs = template with { CommandId = Guid.NewGuid() };
        // As another activation would write it: the same event again, under a key that this activation knows nothing of.
        var id = Convert.ToHexString(theirs.CommandId!.Value.ToByteArray(bigEndian: true));
        await _cluster.QueryAsync<int>($"""
            INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at, command_id, receipt)
              SELECT stream, seq + 1, x'{id}', event_type, event_version, payload, recorded_at, x'{id}', receipt FROM journal
              WHERE stream = 'balance/{Customer}' ORDER BY seq DESC LIMIT 1;
            INSERT INTO command_index (stream, command_id, seq, recorded_at)
              SELECT stream, command_id, seq, recorded_at FROM journal WHERE command_id = x'{id}';
            SELECT 1
            """);

        var reply = await Eventually.ComesAsync("the answer of the other activation", async () =>
        {
            try
            {
                return await account.Charge(theirs);
            }
            catch (CommerceUnavailableException)
            {
                return null; // this activation was fenced off
            }
        });

        Assert.Equal(answer with { Kind = ReplyKind.Replayed }, reply);
        Assert.Equal(answer.Outcome!.Balance, (await account.Get())!.Balance);
    }

    [Fact]
    public async Task Charge_PastItsTime_IsANewCommandOnceMore()
    {
        var account = await OpenAsync(Customer);
        await FillAsync(account);
        var (charge, _) = (await ChargeAsync(account, New(1)))[0];
        await account.Charge(New(1)[0]);
        Assert.Equal(ReplyKind.Replayed, (await account.Charge(charge)).Kind);

        await _cluster.QueryAsync<int>("UPDATE command_index SET recorded_at = recorded_at - 601000; SELECT 1");

        Assert.Equal(ReplyKind.Decided, (await account.Charge(charge)).Kind);
        await account.Charge(New(1)[0]);
        Assert.Equal(ReplyKind.Replayed, (await account.Charge(charge)).Kind);
    }

    /// <summary>Charges until new keys are no longer looked up.</summary>
    private Task FillAsync(IBalanceGrain account) => Eventually.HoldsAsync("new keys are not looked up", async () =>
    {
        _gate.LookedUp.Clear();
        await ChargeAsync(account, New(5));
        return _gate.LookedUp.IsEmpty;
    });

    private static async Task<List<(ChargeBalance Charge, Reply<ChangeBalanceOutcome> Answer)>> ChargeAsync(
        IBalanceGrain account, ChargeBalance[] charges)
    {
        var answers = new List<(ChargeBalance, Reply<ChangeBalanceOutcome>)>();
        foreach (var charge in charges)
            answers.Add((charge, await account.Charge(charge)));
        return answers;
    }

    private static ChargeBalance[] New(int charges) =>
        [.. Enumerable.Range(0, charges).Select(_ => new ChargeBalance(1, Guid.NewGuid()))];

    private async Task<IBalanceGrain> OpenAsync(long customer)
    {
        var account = _cluster.Client.GetGrain<IBalanceGrain>(customer);
        await account.Open(new("Customer under test", 1_000, null));
        return account;
    }
}
