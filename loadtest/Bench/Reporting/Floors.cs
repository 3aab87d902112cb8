using System.Text.Json;
using Commerce.Storage;

namespace Commerce.Bench.Reporting;

/// <summary>
/// What the key ratios must not fall below, or rise above, by kind of database: far enough from what they are for a noisy machine.
/// </summary>
internal sealed class Floors
{
    private readonly Dictionary<StorageProvider, Dictionary<string, double>> _left;

    private Floors(Dictionary<StorageProvider, Dictionary<string, double>> floors) => _left = floors;

    /// <summary>Reads a file: an object for each <see cref="StorageProvider"/>, in it what is measured and its floor.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is something else.</exception>
    public static Floors Read(string file)
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<StorageProvider, Dictionary<string, double>>>(File.ReadAllText(file))!);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            throw new InvalidDataException($"{file} has no floors: {failure.Message}", failure);
        }
    }

    /// <summary>The floor of what is measured, which is measured by that; <see langword="null"/> without one.</summary>
    public double? Take(StorageProvider storage, string what) =>
        _left.TryGetValue(storage, out var floors) && floors.Remove(what, out var floor) ? floor : null;

    /// <summary>What has a floor and was not measured yet.</summary>
    public IReadOnlyCollection<string> NotMeasured(StorageProvider storage) =>
        _left.TryGetValue(storage, out var floors) ? floors.Keys : [];
}
