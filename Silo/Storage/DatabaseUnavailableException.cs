using System.Data.Common;

namespace Commerce.Storage;

/// <summary>The database cannot be used right now, and why; trying again later may do.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What it was told by.</param>
internal sealed class DatabaseUnavailableException(string message, Exception? cause = null) : DbException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
