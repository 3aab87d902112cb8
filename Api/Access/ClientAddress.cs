using System.Net;
using System.Net.Sockets;
using Commerce.Http;
using Commerce.ServiceDefaults;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Commerce.Access;

/// <summary>
/// The address that a request came from. A proxy says whom it is for, and is believed when it is one of <c>Http:TrustedProxies</c>; so what
/// a client says of itself is the first that nobody believes.
/// </summary>
internal static class ClientAddress
{
    public static void AddClientAddresses(this IServiceCollection services)
    {
        services.AddListSetting<HttpOptions>(
            $"{HttpOptions.Section}:{nameof(HttpOptions.TrustedProxies)}", (http, proxies) => http.TrustedProxies = proxies);
        services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IOptions<HttpOptions>>((forwarded, http) =>
        {
            // Without any network the library believes everybody, so nothing is read then, whoever else has put it to use.
            forwarded.ForwardedHeaders = http.Value.TrustedProxies.Length > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in http.Value.TrustedProxies)
                forwarded.KnownIPNetworks.Add(Read(proxy)!.Value);
        });
    }

    /// <summary>Comes first: whatever asks for the address later gets the true one.</summary>
    public static void UseClientAddresses(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.TrustedProxies.Length > 0)
            app.UseForwardedHeaders();
    }

    /// <summary>Whether a text is an address, or a network such as <c>10.0.0.0/8</c>.</summary>
    public static bool IsNetwork(string text) => Read(text) is not null;

    /// <summary>
    /// What one asker is known by: an address of IPv4, or the first half of one of IPv6, for whoever has one of a network's addresses has
    /// all 2^64 of them.
    /// </summary>
    public static ReadOnlySpan<byte> NetworkOf(IPAddress? address)
    {
        if (address is null)
            return [];
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? bytes.AsSpan(0, 8) : bytes;
    }

    private static IPNetwork? Read(string text) =>
        IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}
