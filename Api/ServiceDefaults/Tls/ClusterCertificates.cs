using Microsoft.Extensions.Options;

namespace Commerce.ServiceDefaults;

/// <summary>
/// This process's certificate and its authority, as their files have them. They are read again for a connection that comes a second or
/// more after the last look; files that do not go together yet, as while they are being written, leave everything as it was.
/// </summary>
internal sealed partial class ClusterCertificates
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ClusterTlsOptions _options;
    private readonly ClusterSide _side;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private TlsFiles _files;
    private ClusterIdentity _identity;
    private long _looked;
    private string? _trouble;

    public ClusterCertificates(
        IOptions<ClusterTlsOptions> options, ClusterSide side, TimeProvider clock, ILogger<ClusterCertificates> logger)
    {
        (_options, _side, _clock, _logger) = (options.Value, side, clock, logger);
        (_files, _looked) = (TlsFiles.Read(_options), clock.GetTimestamp());
        _identity = ClusterIdentity.Of(_files, _options, side, clock.GetUtcNow());
    }

    /// <summary>Seconds until the certificate ends; less than 0 when it has.</summary>
    public double SecondsLeft() => (Current().Own.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime).TotalSeconds;

    /// <summary>What holds for the next connection.</summary>
    public ClusterIdentity Current()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_looked) >= s_lookAgain)
            {
                _looked = _clock.GetTimestamp();
                Look();
            }
            return _identity;
        }
    }

    private void Look()
    {
        try
        {
            var files = TlsFiles.Read(_options);
            if (files == _files)
                return;
            _identity = ClusterIdentity.Of(files, _options, _side, _clock.GetUtcNow());
            (_files, _trouble) = (files, null);
            LogChanged(_logger, _identity.Own.Subject, _identity.Own.NotAfter.ToUniversalTime());
        }
        catch (TlsFileException wrong)
        {
            if (_trouble != wrong.Message)
                LogKept(_logger, wrong.Message);
            _trouble = wrong.Message;
        }
    }

    [LoggerMessage(3601, LogLevel.Information, "The certificate of this process changed: {Subject}, until {End:u}.")]
    private static partial void LogChanged(ILogger logger, string subject, DateTime end);

    [LoggerMessage(3602, LogLevel.Warning,
        "The files of Clustering:Tls changed and cannot be used; what they had before goes on. {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);
}
