using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Steady.Load;

/// <summary>One request of a load: it can be sent again, and what it must have done can be told from it alone.</summary>
/// <param name="Name">The operation: issue, charge, pay or read.</param>
/// <param name="Turn">Its number in the run.</param>
/// <param name="CampaignId">Whose piece is asked for.</param>
/// <param name="CustomerId">Who asks.</param>
/// <param name="ProductId">What is bought or looked at.</param>
/// <param name="Amount">Won to charge, or to pay. No two charges of a run have the same.</param>
/// <param name="Key">Its idempotency key.</param>
internal sealed record LoadRequest(string Name, long Turn, long CampaignId, long CustomerId, long ProductId, long Amount, string Key)
{
    /// <summary>The id of the order that paying under this key makes, however often it is asked for: of the customer and the key.</summary>
    public Guid OrderId
    {
        get
        {
            var ofCustomer = new byte[sizeof(long) + 16];
            BinaryPrimitives.WriteInt64BigEndian(ofCustomer, CustomerId);
            SHA256.HashData(Encoding.ASCII.GetBytes(Key)).AsSpan(0, 16).CopyTo(ofCustomer.AsSpan(sizeof(long)));
            return new Guid(SHA256.HashData(ofCustomer).AsSpan(0, 16), bigEndian: true);
        }
    }

    /// <summary>Makes the request.</summary>
    /// <param name="server">Where it goes.</param>
    public HttpRequestMessage ToRequest(Uri server) => Name switch
    {
        "issue" => Post(server, "/coupons/issue", new { couponId = CampaignId, customerId = Turn }),
        "charge" => Post(server, Route($"/v1/users/{CustomerId}/balance"), new { amount = Amount }),
        "pay" => Post(server, "/v1/orders",
        new { userId = CustomerId, totalAmount = Amount, products = new[] { new { productId = ProductId, quantity = 1 } } }),
        _ => new HttpRequestMessage(HttpMethod.Get, new Uri(server, Route($"/v1/products/{ProductId}"))),
    };

    /// <summary>A route, whatever the machine's language.</summary>
    public static string Route(FormattableString route) => route.ToString(CultureInfo.InvariantCulture);

    private HttpRequestMessage Post<TBody>(Uri server, string route, TBody body) =>
        new(HttpMethod.Post, new Uri(server, route)) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", Key } } };
}
