namespace Commerce;

/// <summary>One page of a list.</summary>
/// <typeparam name="TItem">What the list holds.</typeparam>
/// <param name="Items">The items of this page, in the list's order.</param>
/// <param name="Next">What to pass as <c>after</c> to get the next page; <see langword="null"/> on the last one.</param>
/// <param name="AsOf">
/// What was answered before this moment is in it; <see langword="null"/> for a list of this very moment, or while nobody can tell.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.Page`1")]
public sealed record Page<TItem>(
    [property: Id(0)] IReadOnlyList<TItem> Items,
    [property: Id(1)] string? Next,
    [property: Id(2)] DateTimeOffset? AsOf = null);
