namespace Commerce.Journaling;

/// <summary>What the filters of a silo's grains have in common.</summary>
/// <param name="store">Where the index is.</param>
/// <param name="scheduler">Where it is read.</param>
internal sealed class CommandFilters(IJournalStore store, TaskScheduler scheduler)
{
    private const long MaxBytes = 16 * 1024 * 1024; // three to five million commands

    private readonly FilterBudget _budget = new(MaxBytes);

    /// <summary>
    /// So many keys of one activation are looked up before its filter is filled, which costs as much as a few look-ups of a stream that
    /// has few commands; at least 1.
    /// </summary>
    public int Lookups { get; init; } = 3;

    /// <summary>A filter for an activation.</summary>
    public CommandFilter New() => new(_budget, Lookups);

    /// <summary>Reads which commands the index has of a stream, apart from the grain, which goes on.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>The commands; <see langword="null"/> when they are too many. Fails when the store cannot be read.</returns>
    public Task<BloomFilter?> ReadAsync(string stream) =>
        Task.Factory.StartNew(() => ReadIndexAsync(stream), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler)
            .Unwrap();

    private async Task<BloomFilter?> ReadIndexAsync(string stream)
    {
        var commands = new BloomFilter(_budget);
        var isComplete = false;
        try
        {
            isComplete = await AddAllAsync(commands, stream);
        }
        finally
        {
            if (!isComplete)
                commands.Clear();
        }
        return isComplete ? commands : null;
    }

    private async Task<bool> AddAllAsync(BloomFilter commands, string stream)
    {
        await foreach (var id in store.ReadCommandIdsAsync(stream, CommandFilter.MaxCommands + 1, CancellationToken.None))
        {
            if (!commands.TryAdd(id))
                return false;
        }
        return commands.Count <= CommandFilter.MaxCommands;
    }
}
