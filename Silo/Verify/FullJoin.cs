namespace Commerce.Verify;

/// <summary>Joins two sequences that are both ordered by one key.</summary>
internal static class FullJoin
{
    /// <summary>Every key of either side, once, with what each side has of it.</summary>
    public static async IAsyncEnumerable<(TLeft? Left, TRight? Right)> WithAsync<TKey, TLeft, TRight>(
        this IAsyncEnumerable<TLeft> left, Func<TLeft, TKey> leftKey, IAsyncEnumerable<TRight> right, Func<TRight, TKey> rightKey)
        where TKey : IComparable<TKey>
        where TLeft : class
        where TRight : class
    {
        await using var lefts = left.GetAsyncEnumerator();
        await using var rights = right.GetAsyncEnumerator();
        var (l, r) = (await NextAsync(lefts), await NextAsync(rights));
        while (l is not null || r is not null)
        {
            var order = l is null ? 1 : r is null ? -1 : leftKey(l).CompareTo(rightKey(r));
            yield return (order <= 0 ? l : null, order >= 0 ? r : null);
            if (order <= 0)
                l = await NextAsync(lefts);
            if (order >= 0)
                r = await NextAsync(rights);
        }
    }

    private static async ValueTask<T?> NextAsync<T>(IAsyncEnumerator<T> rows)
        where T : class =>
        await rows.MoveNextAsync() ? rows.Current : null;
}
