using Commerce.Bench.Load;

namespace Commerce.Bench.WaitingQueue;

/// <summary>The tokens that were given so far. One thread does all the sending.</summary>
internal sealed class Tokens
{
    public const int Length = 56;

    private readonly List<byte[]> _all = [];
    private int _next;

    public int Count => _all.Count;

    public void Add(ReadOnlySpan<byte> token) => _all.Add(token.ToArray());

    /// <summary>Everybody's in turn.</summary>
    public ReadOnlySpan<byte> Next() => _all[_next++ % _all.Count];
}

/// <summary>Takes a token for one customer after the other.</summary>
internal sealed class Joins(RequestTemplate template, Func<long> nextCustomer, Tokens tokens) : IConversation
{
    private readonly byte[] _request = template.Copy();

    private static ReadOnlySpan<byte> TokenAfter => "\"token\":\""u8;

    public ReadOnlyMemory<byte> Begin()
    {
        template.Set(_request, 0, nextCustomer());
        return _request;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer)
    {
        if (status == 201)
            tokens.Add(answer.Slice(answer.IndexOf(TokenAfter) + TokenAfter.Length, Tokens.Length));
        return default;
    }
}

/// <summary>Asks for one token after the other.</summary>
internal sealed class Polls(Tokens tokens) : IConversation
{
    private static readonly RequestTemplate s_template = RequestTemplate.Get($"/queue/tokens/{new string('#', Tokens.Length)}");

    private readonly byte[] _request = s_template.Copy();

    public ReadOnlyMemory<byte> Begin()
    {
        s_template.Set(_request, 0, tokens.Next());
        return _request;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer) => default;
}
