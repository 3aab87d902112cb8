namespace Commerce.Journaling;

/// <summary>
/// The table <c>admin_event</c>: where in the journal the events of administrative acts are, in their order. The dialects write it with the
/// events, in one transaction. An index of the column itself would be one entry more for every event that has no actor.
/// </summary>
internal static class SqlAdminEvents
{
    /// <summary>The columns, in the order in which <see cref="Write"/> fills them.</summary>
    public const string Columns = "stream, seq, trace_id";

    /// <summary>Events of the batch that belong in it.</summary>
    public static IEnumerable<JournalEvent> Of(IReadOnlyList<JournalAppend> batch) =>
        batch.Where(append => append.IsAdministrative).SelectMany(append => append.Events);

    /// <summary>Writes the row of an event.</summary>
    /// <param name="to">The row.</param>
    /// <param name="e">The event.</param>
    public static void Write(SqlJournalRows.ISqlRow to, JournalEvent e)
    {
        to.Text(e.Stream);
        to.Number(e.Seq);
        to.Text(e.Actor!.TraceId);
    }
}
