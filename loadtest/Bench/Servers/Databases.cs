using System.Runtime.CompilerServices;
using Commerce.Bench.Reporting;
using Commerce.Storage;
using Commerce.Testing;

namespace Commerce.Bench.Servers;

/// <summary>The databases that a benchmark runs on, one after the other.</summary>
internal sealed class Databases(BenchOptions options) : IAsyncDisposable
{
    private MariaDbServer? _server;

    public async IAsyncEnumerable<BenchDatabase> EachAsync(Report report,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (options.Storage != StorageProvider.MySql)
            yield return BenchDatabase.Sqlite();
        if (options.Storage == StorageProvider.Sqlite)
            yield break;
        if (options.MySql is { } given)
        {
            yield return await BenchDatabase.CreateMySqlAsync(given, serverCpuTime: null, cancellationToken);
        }
        else if (MariaDbServer.IsInstalled)
        {
            var server = _server ??= await MariaDbServer.StartNewAsync();
            yield return await BenchDatabase.CreateMySqlAsync(server.ConnectionStringFor(""), () => server.CpuTime, cancellationToken);
        }
        else
        {
            report.Line($"\nSQLite only: MySQL {MariaDbServer.SkipReason}, or --mysql.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
            await server.DisposeAsync();
    }
}
