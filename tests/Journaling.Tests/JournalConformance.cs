using Commerce.Testing;

namespace Commerce.Journaling;

/// <summary>What every dialect of the journal must do, with the writer on top of it: the same facts against each.</summary>
public abstract partial class JournalConformance : IAsyncLifetime
{
    private JournalHarness? _harness;

    protected TestStorage Storage { get; private set; } = null!;

    private protected JournalHarness Harness => _harness!;

    /// <summary>An empty store for one test.</summary>
    protected abstract Task<TestStorage> NewStorageAsync();

    public async Task InitializeAsync()
    {
        Storage = await NewStorageAsync();
        _harness = await JournalHarness.StartAsync(Storage);
    }

    public async Task DisposeAsync()
    {
        if (_harness is not null)
            await _harness.DisposeAsync();
        Storage?.Dispose();
    }

    /// <summary>What happened to an append: its task's exception, or nothing.</summary>
    private protected static Task<Exception?> OutcomeOf(Task append) => Record.ExceptionAsync(() => append);

    private protected async Task<Dictionary<string, Guid[]>> IdsAsync(params string[] streams)
    {
        var ids = new Dictionary<string, Guid[]>();
        foreach (var stream in streams)
        {
            var events = await Harness.ReadAsync(stream);
            Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(e => e.Seq));
            ids[stream] = [.. events.Select(e => e.EventId)];
        }
        return ids;
    }

    private protected static Guid[] IdsOf(params IEnumerable<JournalAppend> appends) =>
        [.. appends.SelectMany(append => append.Events).Select(e => e.EventId)];

    private protected static void AssertSame(JournalEvent expected, JournalEvent actual)
    {
        Assert.Equal(expected with { Payload = [], Receipt = null }, actual with { Payload = [], Receipt = null });
        Assert.Equal(expected.Payload, actual.Payload);
        Assert.Equal(expected.Receipt, actual.Receipt);
    }
}
