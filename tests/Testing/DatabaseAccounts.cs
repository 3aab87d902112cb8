using MySqlConnector;

namespace Commerce.Testing;

/// <summary>The accounts of <c>deploy/database</c>, by its own scripts, on a database of a test.</summary>
public sealed class DatabaseAccounts
{
    private const string Password = "account-secret";

    private readonly string _root;
    private readonly string _database;

    private DatabaseAccounts(string root) => (_root, _database) = (root, new MySqlConnectionStringBuilder(root).Database);

    /// <summary>How those reach it who make and mend it.</summary>
    public string Migrate => As("commerce_migrate");

    /// <summary>How silos reach it.</summary>
    public string Run => As("commerce_run");

    /// <summary>How those reach it who look.</summary>
    public string Verify => As("commerce_verify");

    /// <summary>Makes the accounts.</summary>
    /// <param name="root">How an administrator reaches the database.</param>
    public static async Task<DatabaseAccounts> MakeAsync(string root)
    {
        var accounts = new DatabaseAccounts(root);
        await accounts.RunAsync("accounts.sql");
        return accounts;
    }

    /// <summary>Lets them do what they may, once the tables are there.</summary>
    public Task GrantAsync() => RunAsync("grants.sql");

    private async Task RunAsync(string script)
    {
        var sql = (await File.ReadAllTextAsync(Path.Combine(Folder(), script)))
            .Replace(" commerce.", $" {_database}.", StringComparison.Ordinal).Replace("CHANGE-ME", Password, StringComparison.Ordinal);
        await using var connection = new MySqlConnection(_root);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string As(string user) => new MySqlConnectionStringBuilder(_root) { UserID = user, Password = Password }.ConnectionString;

    private static string Folder()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orleans.Commerce.sln")))
            directory = directory.Parent;
        return Path.Combine(directory!.FullName, "deploy", "database");
    }
}
