using Commerce.Http;

namespace Commerce.Balances;

/// <summary>What clients are told when something about a customer or a balance is refused.</summary>
internal static class BalanceRefusals
{
    public static readonly ProblemType CustomerNotFound =
        new(StatusCodes.Status404NotFound, "CUSTOMER_NOT_FOUND", "There is no such customer.");

    public static readonly ProblemType LimitExceeded =
        new(StatusCodes.Status409Conflict, "BALANCE_LIMIT_EXCEEDED", "The balance would exceed its limit.");

    public static readonly ProblemType Insufficient =
        new(StatusCodes.Status409Conflict, "BALANCE_INSUFFICIENT", "The balance does not cover the amount.");

    public static Problem Of(ChangeBalanceStatus status) => new(status switch
    {
        ChangeBalanceStatus.NotFound => CustomerNotFound,
        ChangeBalanceStatus.LimitExceeded => LimitExceeded,
        ChangeBalanceStatus.Insufficient => Insufficient,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });
}
