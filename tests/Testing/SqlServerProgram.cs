using System.Diagnostics;

namespace Commerce.Testing;

/// <summary>
/// Whose database server tests and benchmarks start: MariaDB's, or MySQL's, which speaks the same protocol and differs in
/// much else. The environment chooses; without it MariaDB, or MySQL where it is alone.
/// </summary>
/// <param name="IsMySql">Whether it is MySQL.</param>
/// <param name="Path">The server's program.</param>
internal sealed record SqlServerProgram(bool IsMySql, string Path)
{
    /// <summary><c>mariadb</c> or <c>mysql</c>.</summary>
    public const string KindVariable = "COMMERCE_TEST_SQL_SERVER";

    /// <summary>The server's program when it is not on the PATH, or one that passes its arguments on to it.</summary>
    public const string ProgramVariable = "COMMERCE_TEST_SQL_PROGRAM";

    private const string Installer = "mariadb-install-db";

    /// <summary>What is missing where there is none.</summary>
    public const string SkipReason = "needs mariadbd and mariadb-install-db on the PATH (Debian: mariadb-server), " +
        $"or a mysqld and {KindVariable}=mysql; {ProgramVariable} names a program that is elsewhere";

    /// <summary>The one to start; <see langword="null"/> when it is not installed.</summary>
    public static SqlServerProgram? Installed { get; } =
        Choose(Environment.GetEnvironmentVariable(KindVariable), Environment.GetEnvironmentVariable(ProgramVariable));

    /// <summary>Makes an empty data folder whose user root needs no password.</summary>
    public ProcessStartInfo Initialise(string directory)
    {
        if (!IsMySql)
        {
            return OfItsOwn(directory, new(ServerProgram.Find(Installer)!, ["--no-defaults", $"--datadir={directory}/data",
                "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]));
        }
        // Its root may only come from localhost, and without names no address is that. One statement a line.
        var users = System.IO.Path.Combine(directory, "users.sql");
        File.WriteAllText(users, "CREATE USER 'root'@'127.0.0.1';\nGRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n");
        return OfItsOwn(directory, new(Path, ["--no-defaults", $"--datadir={directory}/data", "--initialize-insecure",
            $"--init-file={users}", $"--log-error={directory}/install.log", "--user=" + Environment.UserName]));
    }

    /// <summary>Serves a data folder on a port of 127.0.0.1, flushing to disk at every commit; the last options given win.</summary>
    public ProcessStartInfo Serve(string directory, int port, params ReadOnlySpan<string> options)
    {
        string[] arguments = ["--no-defaults", $"--datadir={directory}/data", $"--socket={directory}/s.sock",
            $"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=256M", "--max-connections=300", $"--pid-file={directory}/pid",
            $"--log-error={directory}/error.log", "--user=" + Environment.UserName];
        // MySQL's other protocol has a port of its own, which every server on the machine would want.
        return OfItsOwn(directory, new(Path, IsMySql ? [.. arguments, "--mysqlx=OFF", .. options] : [.. arguments, .. options]));
    }

    // A server that begins removes the temporary tables that it finds, also those of another one that is at work in the same folder.
    private static ProcessStartInfo OfItsOwn(string directory, ProcessStartInfo start)
    {
        start.Environment["TMPDIR"] = directory;
        return start;
    }

    private static SqlServerProgram? Choose(string? kind, string? program) => kind switch
    {
        null or "" => MariaDb(program) ?? MySql(program),
        "mariadb" => MariaDb(program),
        "mysql" => MySql(program),
        _ => throw new InvalidOperationException($"{KindVariable} must be mariadb or mysql."),
    };

    private static SqlServerProgram? MariaDb(string? program) =>
        Located(program, "mariadbd") is { } path && ServerProgram.Find(Installer) is not null && IsMariaDb(path) ? new(false, path) : null;

    // Where MariaDB is installed, mysqld is another name of its server.
    private static SqlServerProgram? MySql(string? program) =>
        Located(program, "mysqld") is { } path && !IsMariaDb(path) ? new(true, path) : null;

    private static string? Located(string? program, string otherwise) =>
        string.IsNullOrEmpty(program) ? ServerProgram.Find(otherwise) : File.Exists(program) ? program : null;

    private static bool IsMariaDb(string path)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["--no-defaults", "--version"]) { RedirectStandardOutput = true })!;
        var version = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return version.Contains("MariaDB", StringComparison.Ordinal);
    }
}
