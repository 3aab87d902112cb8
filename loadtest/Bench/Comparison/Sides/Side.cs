using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison.Sides;

/// <summary>One side of a scenario: a server, and what clients say to it.</summary>
/// <param name="server">Where they say it.</param>
/// <param name="accepted">The only status that they may be answered with.</param>
internal abstract class Side(ServerProcess server, int accepted)
{
    private readonly Dictionary<string, long> _unexpected = [];

    /// <summary>Makes everybody and everything known that the scenario needs.</summary>
    public virtual Task OpenAsync() => Task.CompletedTask;

    /// <summary>Puts the server under load.</summary>
    /// <param name="connections">How many flows are under way at any time.</param>
    /// <param name="options">For how long.</param>
    public async Task<LoadResult> LoadAsync(int connections, BenchOptions options)
    {
        await PrepareAsync();
        var result = await server.LoadAsync(Converse, connections, options.WarmUp, options.Duration);
        if (!result.Only(accepted))
            _unexpected[result.ToString()] = connections;
        await CountAsync(result);
        return result;
    }

    /// <summary>Compares what clients were told with what the server has.</summary>
    /// <param name="report">Where to say it.</param>
    /// <param name="who">Whose side it is, and of what.</param>
    public virtual Task CheckAsync(Report report, string who)
    {
        foreach (var (answers, connections) in _unexpected)
            report.Check(false, $"{who}: every request is answered {accepted}; {connections} connections: {answers}");
        return Task.CompletedTask;
    }

    /// <summary>What a connection says; called once for each.</summary>
    protected abstract IConversation Converse();

    /// <summary>What comes before each load.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>What comes after each load.</summary>
    protected virtual Task CountAsync(LoadResult result) => Task.CompletedTask;
}
