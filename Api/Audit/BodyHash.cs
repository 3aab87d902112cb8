using System.Security.Cryptography;

namespace Commerce.Audit;

/// <summary>A request's body, of which SHA-256 is taken as it is read: the body itself can hold what no log may.</summary>
/// <param name="body">The body.</param>
internal sealed class BodyHash(Stream body) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isRead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Ends it, after the request: whoever reads a body may have disposed of it long before.
    /// </summary>
    /// <returns>The hash of what was read, in hexadecimal; <see langword="null"/> when nothing was.</returns>
    public string? Finish()
    {
        var hash = _isRead ? Convert.ToHexStringLower(_hash.GetHashAndReset()) : null;
        _hash.Dispose();
        return hash;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        _isRead |= read > 0;
        _hash.AppendData(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
