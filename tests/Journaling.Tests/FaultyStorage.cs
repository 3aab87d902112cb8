using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>Grain storage whose writes can be held, and fail before or after they took effect.</summary>
internal sealed class FaultyStorage(IGrainStorage inner) : IGrainStorage
{
    public const string Head = "snapshot";

    public Func<string, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>The names that were written.</summary>
    public List<string> Written { get; } = [];

    public static Func<string, Task> FailOnce(string name)
    {
        var left = 1;
        return written => written == name && left-- > 0 ? throw new IOException("The connection was cut.") : Task.CompletedTask;
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await BeforeWrite(stateName);
        await inner.WriteStateAsync(stateName, grainId, grainState);
        Written.Add(stateName);
        await AfterWrite(stateName);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);
}
