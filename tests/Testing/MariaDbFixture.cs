using Xunit;

namespace Commerce.Testing;

/// <summary>
/// The one private server of a test assembly, as a collection fixture: the classes that need it are one collection, so
/// that a test may stop it. Where none is installed there is none, and those tests are skipped.
/// </summary>
public sealed class MariaDbFixture : IAsyncLifetime
{
    public const string Collection = "MariaDB";

    private static MariaDbServer? s_server;

    public static MariaDbServer Server => s_server ?? throw new InvalidOperationException(MariaDbServer.SkipReason);

    public async Task InitializeAsync() => s_server = MariaDbServer.IsInstalled ? await MariaDbServer.StartNewAsync() : null;

    public async Task DisposeAsync()
    {
        if (s_server is { } server)
            await server.DisposeAsync();
        s_server = null;
    }
}
