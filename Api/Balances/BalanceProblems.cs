using Commerce.Http;

namespace Commerce.Balances;

/// <summary>Refusals about customers and their balances.</summary>
internal static class BalanceProblems
{
    public static readonly ProblemType CustomerNotFound =
        new(StatusCodes.Status404NotFound, "CUSTOMER_NOT_FOUND", "There is no such customer.");

    public static readonly ProblemType LimitExceeded =
        new(StatusCodes.Status409Conflict, "BALANCE_LIMIT_EXCEEDED", "The balance would exceed its limit.");

    public static readonly ProblemType Insufficient =
        new(StatusCodes.Status409Conflict, "BALANCE_INSUFFICIENT", "The balance does not cover the amount.");
}
