using Commerce.Bench.Load;

namespace Commerce.Bench.Orders;

/// <summary>Places an order of one piece, then pays it: two requests a flow.</summary>
internal sealed class PlaceThenPay(Shop shop) : IConversation
{
    private const int Accepted = 201;

    private static readonly RequestTemplate s_place = new("/orders",
        $$"""{"customerId":{{Field(Shop.CustomerDigits)}},"items":[{"productId":{{Field(Shop.ProductDigits)}},"productOptionId":{{Field(Shop.ProductDigits)}},"quantity":1}]}""");

    private static readonly RequestTemplate s_pay = new("/payments", $$"""{"orderId":"{{Field(OrderIdLength)}}"}""");

    private const int OrderIdLength = 36;

    private readonly byte[] _place = s_place.Copy();
    private readonly byte[] _pay = s_pay.Copy();
    private long _product;
    private bool _paying;

    private static ReadOnlySpan<byte> OrderIdAfter => "\"orderId\":\""u8;

    public ReadOnlyMemory<byte> Begin()
    {
        (var customer, _product) = shop.Next();
        s_place.Set(_place, 0, customer);
        s_place.Set(_place, 1, _product);
        s_place.Set(_place, 2, Shop.OptionOf(_product));
        _paying = false;
        return _place;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer)
    {
        if (status != Accepted)
            return default;
        if (_paying)
        {
            shop.Paid(_product);
            return default;
        }
        _paying = true;
        s_pay.Set(_pay, 0, answer.Slice(answer.IndexOf(OrderIdAfter) + OrderIdAfter.Length, OrderIdLength));
        return _pay;
    }

    private static string Field(int width) => new('#', width);
}

/// <summary>Places an order of one piece and pays it, in one request.</summary>
internal sealed class PlaceAndPay(Shop shop) : IConversation
{
    private const int Accepted = 200;

    private static readonly RequestTemplate s_request = new("/v1/orders",
        $$"""{"userId":{{new string('#', Shop.CustomerDigits)}},"totalAmount":{{Shop.Price}},"products":[{"productId":{{new string('#', Shop.ProductDigits)}},"quantity":1}]}""");

    private readonly byte[] _request = s_request.Copy();
    private long _product;

    public ReadOnlyMemory<byte> Begin()
    {
        (var customer, _product) = shop.Next();
        s_request.Set(_request, 0, customer);
        s_request.Set(_request, 1, _product);
        return _request;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer)
    {
        if (status == Accepted)
            shop.Paid(_product);
        return default;
    }
}
