using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Commerce.Storage.Sqlite;

/// <summary>What SQLite tells of the file behind an open connection.</summary>
internal static class SqliteFile
{
    private const int HasMovedControl = 20; // SQLITE_FCNTL_HAS_MOVED

    /// <summary>
    /// Whether the file at the connection's path is another one by now, or gone: what is written would be in a file that
    /// nobody finds. A file that was written over in place is the same one, and is not noticed.
    /// </summary>
    /// <param name="connection">The connection, open.</param>
    /// <returns>False too where the system cannot tell; Windows lets nobody move a file that is open.</returns>
    public static bool HasMoved(SqliteConnection connection)
    {
        var moved = 0;
        return FileControl(connection.Handle!.DangerousGetHandle(), null, HasMovedControl, ref moved) == 0 && moved != 0;
    }

    // Of the native library that Microsoft.Data.Sqlite loads; its binding leaves this call out.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(nint db, [MarshalAs(UnmanagedType.LPUTF8Str)] string? schema, int control, ref int value);
}
