namespace Commerce.Orders;

/// <summary>A kind of grain that can leave something unfinished, known by their streams.</summary>
/// <param name="Category">The category of their streams; the key is a UUID.</param>
/// <param name="Resume">Finishes what one of them has under way: a payment, or something that is given back.</param>
/// <param name="IsUnfinished">Whether one of them has; the answer rests on what is durable.</param>
internal sealed record OpenWorkKind(
    string Category, Func<IGrainFactory, Guid, Task> Resume, Func<IGrainFactory, Guid, Task<bool>> IsUnfinished);
