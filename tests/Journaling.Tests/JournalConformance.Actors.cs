using Commerce.Testing;

namespace Commerce.Journaling;

/// <summary>Who asked for an administrative act is with its events, and the events are listed, in one transaction.</summary>
public abstract partial class JournalConformance
{
    private static readonly Actor s_actor = new("kim's \\ 김", "4bf92f3577b34da6a3ce929d0e0e4736");

    [ConformanceFact]
    public async Task AppendAsync_OfAnAdministrator_KeepsWhoItWas_AndListsIt()
    {
        await CommitAsync(TestEvents.Append("order/1", 1, publish: true), ByActor("coupon/1", 1, s_actor),
            ByActor("product/1", 1, new("Admin:ApiKey")), TestEvents.Append("order/2", 1));

        Assert.Equal(
            [("order/1", 1, null), ("coupon/1", 1, s_actor.Name), ("coupon/1", 2, s_actor.Name), ("product/1", 1, "Admin:ApiKey"),
                ("product/1", 2, "Admin:ApiKey"), ("order/2", 1, null)],
            await Harness.QueryAsync<(string, long, string?)>("SELECT stream, seq, actor FROM journal ORDER BY position"));
        Assert.Equal(
            [("coupon/1", 1, s_actor.TraceId), ("coupon/1", 2, s_actor.TraceId), ("product/1", 1, null), ("product/1", 2, null)],
            await Harness.QueryAsync<(string, long, string?)>("SELECT stream, seq, trace_id FROM admin_event ORDER BY id"));
    }

    [ConformanceFact]
    public async Task AppendAsync_OfAnAdministrator_Fails_ListsNothing()
    {
        await CommitAsync(TestEvents.Append("order/1", 1));

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(ByActor("coupon/1", 1, s_actor), TestEvents.Append("order/1", 1)));

        Assert.Equal(0, Assert.Single(await Harness.QueryAsync<long>("SELECT COUNT(*) FROM admin_event")));
    }

    private static JournalAppend ByActor(string stream, long seq, Actor actor) => new(
        [TestEvents.Event(stream, seq) with { Actor = actor },
            TestEvents.Event(stream, seq + 1, Guid.NewGuid(), [1]) with { Actor = actor }],
        Publish: true);
}
