namespace Commerce.Cluster;

/// <summary>Answers, which shows a front-end that a silo can be reached. Served by whichever silo is asked.</summary>
[Alias("commerce.IReachableGrain")]
public interface IReachableGrain : IGrainWithIntegerKey
{
    /// <summary>Keys are from 0 to one less than this.</summary>
    const long Keys = 16;

    /// <summary>Answers.</summary>
    [Alias("Ping"), ResponseTimeout("00:00:01")]
    ValueTask Ping();
}
