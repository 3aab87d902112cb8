namespace Commerce.Orders;

/// <summary>A kind of grain whose payments can be left unfinished, known by their streams.</summary>
/// <param name="Category">The category of their streams; the key is a UUID.</param>
/// <param name="Resume">Finishes one's payment, if one is under way.</param>
/// <param name="IsPaying">Whether a payment of one is under way; the answer rests on what is durable.</param>
internal sealed record OpenWorkKind(
    string Category, Func<IGrainFactory, Guid, Task> Resume, Func<IGrainFactory, Guid, Task<bool>> IsPaying);
