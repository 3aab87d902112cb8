using Commerce.Bench.Load;

namespace Commerce.Bench.Concerts;

/// <summary>Reserves a seat of one's own, then pays for it: two requests a flow.</summary>
internal sealed class ReserveThenPay(Hall hall) : IConversation
{
    private const int Accepted = 201;
    private const int ReservationIdLength = 36;

    private static readonly RequestTemplate s_reserve = new("/reservations",
        $$"""{"userId":{{Field(Hall.CustomerDigits)}},"scheduleId":{{Field(Hall.ScheduleDigits)}},"seatId":{{Field(Hall.SeatDigits)}}}""");

    private static readonly RequestTemplate s_pay = new($"/reservations/{Field(ReservationIdLength)}/payment", "");

    private readonly byte[] _reserve = s_reserve.Copy();
    private readonly byte[] _pay = s_pay.Copy();
    private bool _paying;

    private static ReadOnlySpan<byte> ReservationIdAfter => "\"reservationId\":\""u8;

    public ReadOnlyMemory<byte> Begin()
    {
        var (customer, schedule, seat) = hall.Next();
        s_reserve.Set(_reserve, 0, customer);
        s_reserve.Set(_reserve, 1, schedule);
        s_reserve.Set(_reserve, 2, seat);
        _paying = false;
        return _reserve;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer)
    {
        if (status != Accepted)
            return default;
        if (_paying)
        {
            hall.Paid();
            return default;
        }
        _paying = true;
        s_pay.Set(_pay, 0, answer.Slice(answer.IndexOf(ReservationIdAfter) + ReservationIdAfter.Length, ReservationIdLength));
        return _pay;
    }

    private static string Field(int width) => new('#', width);
}

/// <summary>Asks for one seat that somebody else has.</summary>
internal sealed class ReserveTaken(long scheduleId, long firstCustomer) : IConversation
{
    private static readonly RequestTemplate s_template = new("/reservations",
        $$"""{"userId":{{new string('#', Hall.CustomerDigits)}},"scheduleId":{{new string('#', Hall.ScheduleDigits)}},"seatId":1}""");

    private readonly byte[] _request = s_template.Copy();
    private long _customer = firstCustomer;

    public ReadOnlyMemory<byte> Begin()
    {
        s_template.Set(_request, 0, _customer++);
        s_template.Set(_request, 1, scheduleId);
        return _request;
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer) => default;
}
