using Xunit;

namespace Commerce.Testing;

/// <summary>A test that needs a whole cluster; skipped, with the reason, where its servers are not on the PATH.</summary>
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute()
    {
        if (!PrivateRedis.IsInstalled)
            Skip = PrivateRedis.SkipReason;
        else if (!MariaDbServer.IsInstalled)
            Skip = MariaDbServer.SkipReason;
    }
}
