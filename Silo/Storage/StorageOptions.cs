using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Commerce.Storage;

/// <summary>Which database the journal lives in.</summary>
public enum StorageProvider
{
    /// <summary>A file on this machine; one process at a time.</summary>
    Sqlite,

    /// <summary>A MySQL or MariaDB server, shared by the silos of a cluster.</summary>
    MySql,
}

/// <summary>Where everything durable is kept. Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
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
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connections of one silo to MySQL at the most; 8 to 10,000. Fewer when the server allows fewer to each of the silos that
    /// share it. Whoever needs one while all are in use waits.
    /// </summary>
    public int MaxConnections { get; set; } = 64;

    /// <summary>How long a start waits for a server that cannot be reached; zero to 10 minutes.</summary>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class StorageOptionsValidator(IOptions<ClusteringOptions> clustering) : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var errors = new List<string>();
        if (!Enum.IsDefined(options.Provider))
            errors.Add("Storage:Provider must be Sqlite or MySql.");
        if (options.CommandTimeout < TimeSpan.FromSeconds(1) || options.CommandTimeout > TimeSpan.FromMinutes(1))
            errors.Add("Storage:CommandTimeout must be between 00:00:01 and 00:01:00.");
        if (options.MaxConnections is < 8 or > 10_000)
            errors.Add("Storage:MaxConnections must be from 8 to 10000.");
        if (options.StartupTimeout < TimeSpan.Zero || options.StartupTimeout > TimeSpan.FromMinutes(10))
            errors.Add("Storage:StartupTimeout must be between 00:00:00 and 00:10:00.");
        if (options.Provider == StorageProvider.Sqlite && clustering.Value.Provider == ClusteringProvider.Redis)
            errors.Add("Storage:Provider must be MySql when Clustering:Provider is Redis: a SQLite file serves one process.");
        switch (options.Provider)
        {
            case StorageProvider.Sqlite when string.IsNullOrWhiteSpace(options.Directory):
                errors.Add("Storage:Directory must name a folder when Storage:Provider is Sqlite; the default is ./data.");
                break;
            case StorageProvider.MySql:
                ValidateMySql(options.ConnectionString, errors);
                break;
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void ValidateMySql(string? connectionString, List<string> errors)
    {
        try
        {
            var builder = new MySqlConnectionStringBuilder(connectionString ?? "");
            if (string.IsNullOrWhiteSpace(builder.Server) || string.IsNullOrWhiteSpace(builder.Database))
                errors.Add("Storage:ConnectionString must name Server and Database when Storage:Provider is MySql, e.g. Server=127.0.0.1;Port=3306;Database=commerce;User ID=commerce;Password=...");
        }
        catch (ArgumentException)
        {
            // The message could quote the string, and the string holds a password.
            errors.Add("Storage:ConnectionString is not a MySQL connection string.");
        }
    }
}
