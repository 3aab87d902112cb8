using System.Diagnostics;
using OpenTelemetry;

namespace Commerce.Telemetry;

/// <summary>
/// Takes the text of statements out of traces: the journal's have what was decided in them, customers' names among it, and traces go where
/// the database's users do not.
/// </summary>
internal sealed class WithoutStatements : BaseProcessor<Activity>
{
    // As the driver calls it, and as it may one day: the older and the newer name of the conventions.
    private static readonly string[] s_statements = ["db.statement", "db.query.text"];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var statement in s_statements)
            data.SetTag(statement, null);
    }
}
