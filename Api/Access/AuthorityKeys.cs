using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Commerce.Access;

/// <summary>
/// Whether the authority has told its keys yet. Until it has, no token can be judged, which is nobody's fault who sends one: that is 503,
/// and not 401. Once it has, its last answer stays good while it cannot be reached.
/// </summary>
/// <param name="clock">Measures the pause.</param>
/// <param name="logger">Where it is told.</param>
internal sealed partial class AuthorityKeys(TimeProvider clock, ILogger<AuthorityKeys> logger)
{
    /// <summary>How long after a failure nobody asks: requests are told so at once meanwhile.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _asking = new();
    private volatile bool _areKnown;
    private Task<bool>? _answer;
    private long? _failedAt; // written before its answer is

    /// <summary>Asks, unless somebody does already, or it was in vain a moment ago.</summary>
    /// <param name="authority">Where the keys are found.</param>
    public ValueTask<bool> AreKnownAsync(IConfigurationManager<OpenIdConnectConfiguration> authority) =>
        _areKnown ? new(true) : new(AskAsync(authority));

    private Task<bool> AskAsync(IConfigurationManager<OpenIdConnectConfiguration> authority)
    {
        lock (_asking)
        {
            if (_answer is not null && (!_answer.IsCompleted || WasInVainJustNow()))
                return _answer;
            return _answer = Task.Run(() => FetchAsync(authority));
        }
    }

    private bool WasInVainJustNow() => _failedAt is { } failed && clock.GetElapsedTime(failed) < Pause;

    private async Task<bool> FetchAsync(IConfigurationManager<OpenIdConnectConfiguration> authority)
    {
        try
        {
            await authority.GetConfigurationAsync(CancellationToken.None);
            if (_failedAt is not null)
                LogAnswered(logger);
            return _areKnown = true;
        }
        catch (Exception failure) when (
            failure is InvalidOperationException or IOException or HttpRequestException or OperationCanceledException)
        {
            if (_failedAt is null)
                LogSilent(logger, failure.GetBaseException().Message);
            _failedAt = clock.GetTimestamp();
            return false;
        }
    }

    [LoggerMessage(3411, LogLevel.Warning, "Auth:Authority does not tell its keys, and tokens are answered 503 until it does: {Reason}")]
    private static partial void LogSilent(ILogger logger, string reason);

    [LoggerMessage(3412, LogLevel.Information, "Auth:Authority has told its keys.")]
    private static partial void LogAnswered(ILogger logger);
}
