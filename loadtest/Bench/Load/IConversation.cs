namespace Commerce.Bench.Load;

/// <summary>What one connection says: a flow of requests, each made of the answers before it, again and again.</summary>
internal interface IConversation
{
    /// <summary>The first request of the next flow. Never called for two connections at once.</summary>
    ReadOnlyMemory<byte> Begin();

    /// <summary>The flow's next request, or nothing when it is over.</summary>
    /// <param name="status">Of the answer to the last request.</param>
    /// <param name="answer">All of that answer.</param>
    ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer);
}

/// <summary>Flows of one request each, which differ in one id.</summary>
/// <param name="template">The request, with one field.</param>
/// <param name="nextId">The id of the next request.</param>
/// <param name="nextKey">What goes into the second field, where there is one.</param>
internal sealed class SingleRequests(RequestTemplate template, Func<long> nextId, Func<long>? nextKey = null) : IConversation
{
    private readonly byte[] _request = template.Copy();

    public ReadOnlyMemory<byte> Begin()
    {
        template.Set(_request, 0, nextId());
        if (nextKey is not null)
            template.Set(_request, 1, nextKey());
        return _request;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer) => default;
}
