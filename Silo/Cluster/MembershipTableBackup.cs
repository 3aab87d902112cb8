using System.Globalization;
using Commerce.ServiceDefaults;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Commerce.Cluster;

/// <summary>
/// Keeps a copy of the membership table, and puts it back when Redis lost it: restarted without its data, or replaced by a
/// replica that was behind. Orleans writes a silo's row once; without it no silo is found, and none can be declared dead.
/// </summary>
[LogCategory("Commerce.Hosting.SiloList")]
internal sealed partial class MembershipTableBackup(
    RedisConnection redis,
    IOptions<RedisClusteringOptions> clustering,
    IOptions<ClusterOptions> cluster,
    ILocalSiloDetails local,
    ISiloStatusOracle membership,
    TimeProvider clock,
    ILogger<MembershipTableBackup> logger) : BackgroundService
{
    private const string Version = "Version";

    // More than the changes that can have been made after the copy: a silo ignores a table whose version it has seen.
    private const int Leap = 100;

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    private readonly RedisKey _key = clustering.Value.CreateRedisKey(cluster.Value);
    private readonly RedisValue _own = local.SiloAddress.ToString();
    private HashEntry[] _copy = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                if (membership.CurrentStatus == SiloStatus.Active)
                    await LookAsync((await redis.GetAsync()).GetDatabase());
            }
            catch (RedisException)
            {
                // Redis is unavailable, which is logged where the table is needed. The table is looked at when Redis is back.
            }
            catch (TimeoutException)
            {
            }
        }
    }

    private async Task LookAsync(IDatabase database)
    {
        var found = await database.HashGetAllAsync(_key);
        if (VersionOf(found) >= VersionOf(_copy) && Array.Exists(found, row => row.Name == _own))
        {
            _copy = found;
            return;
        }
        if (_copy.Length > 0 && await PutBackAsync(database, found))
            LogPutBack(logger, _copy.Length - 1);
    }

    /// <summary>Adds what is missing, unless somebody changed the table meanwhile: then it is looked at again.</summary>
    private async Task<bool> PutBackAsync(IDatabase database, HashEntry[] found)
    {
        var change = database.CreateTransaction();
        change.AddCondition(Array.Find(found, row => row.Name == Version) is { Value.IsNull: false } version
            ? Condition.HashEqual(_key, Version, version.Value)
            : Condition.HashNotExists(_key, Version));
        foreach (var row in _copy)
        {
            if (row.Name != Version)
                _ = change.HashSetAsync(_key, row.Name, row.Value, When.NotExists);
        }
        _ = change.HashSetAsync(_key, Version, Math.Max(VersionOf(found), VersionOf(_copy)) + Leap);
        return await change.ExecuteAsync();
    }

    private static int VersionOf(HashEntry[] rows) =>
        Array.Find(rows, row => row.Name == Version).Value is { IsNull: false } version
            ? int.Parse(version.ToString(), CultureInfo.InvariantCulture)
            : -1;

    [LoggerMessage(2202, LogLevel.Warning, "Redis had lost the list of silos; {Count} of them were put back.")]
    private static partial void LogPutBack(ILogger logger, int count);
}
