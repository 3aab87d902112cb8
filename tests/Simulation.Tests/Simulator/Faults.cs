namespace Commerce.Simulator;

/// <summary>What goes wrong, each with its probability.</summary>
/// <param name="Lost">A request or an answer never arrives.</param>
/// <param name="Late">A message takes seconds.</param>
/// <param name="Twice">A request arrives a second time, at once or long after.</param>
/// <param name="Refused">The writer takes nothing.</param>
/// <param name="Unknown">A transaction's outcome is not known; half of them committed.</param>
/// <param name="Unread">The store or a snapshot cannot be read or written.</param>
internal sealed record Faults(double Lost, double Late, double Twice, double Refused, double Unknown, double Unread)
{
    public static readonly Faults None = new(0, 0, 0, 0, 0, 0);
}
