using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Commerce.ServiceDefaults;

/// <summary>Where a process reaches its own HTTP.</summary>
internal static class OwnAddress
{
    /// <summary>Its first plain address, on this machine; <see langword="null"/> when it has none.</summary>
    /// <param name="server">The server, which has started.</param>
    public static Uri? Of(IServer server)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses
            .FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal));
        return address is null ? null
            : new Uri(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
            .Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
    }
}
