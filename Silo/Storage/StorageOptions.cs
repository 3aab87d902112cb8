using System.ComponentModel.DataAnnotations;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Commerce.Storage;

/// <summary>Which database the journal lives in.</summary>
internal enum StorageProvider
{
    /// <summary>A file on this machine; one process at a time.</summary>
    Sqlite,

    /// <summary>A MySQL or MariaDB server, shared by the silos of a cluster.</summary>
    MySql,
}

/// <summary>Where everything durable is kept. Configuration section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Storage";

    /// <summary>The database.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>Where the SQLite file is kept; made when missing.</summary>
    public string Directory { get; set; } = "./data";

    /// <summary>How MySQL is reached. Holds a secret: never logged.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long one statement may take before it counts as failed, in whole seconds; 1 to 60.</summary>
    [TimeRange(1, 60)]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connections of one silo to MySQL at the most; 8 to 10,000. Fewer when the server allows fewer to each of the silos that
    /// share it. While all are in use, the next user waits.
    /// </summary>
    [Range(8, 10_000)]
    public int MaxConnections { get; set; } = 64;

    /// <summary>How long a start waits for a server that cannot be reached; zero to 10 minutes.</summary>
    [TimeRange(0, 600)]
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class StorageOptionsValidator(IOptions<ClusteringOptions> clustering)
    : SettingsValidator<StorageOptions>(StorageOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(StorageOptions options) =>
    [
        (options.Provider != StorageProvider.Sqlite || clustering.Value.Provider != ClusteringProvider.Redis,
            "Storage:Provider must be MySql when Clustering:Provider is Redis: a SQLite file serves one process."),
        (options.Provider != StorageProvider.Sqlite || !string.IsNullOrWhiteSpace(options.Directory),
            "Storage:Directory must name a folder when Storage:Provider is Sqlite; the default is ./data."),
        .. options.Provider == StorageProvider.MySql ? [MySqlConnection(options.ConnectionString)] : Array.Empty<(bool, string)>(),
    ];

    private static (bool IsMet, string Otherwise) MySqlConnection(string? connectionString)
    {
        try
        {
            var parts = new MySqlConnectionStringBuilder(connectionString ?? "");
            return (!string.IsNullOrWhiteSpace(parts.Server) && !string.IsNullOrWhiteSpace(parts.Database),
                "Storage:ConnectionString must name Server and Database when Storage:Provider is MySql, " +
                "e.g. Server=127.0.0.1;Port=3306;Database=commerce;User ID=commerce;Password=...");
        }
        catch (ArgumentException)
        {
            // The message could quote the string, and the string holds a password.
            return (false, "Storage:ConnectionString is not a MySQL connection string.");
        }
    }
}
