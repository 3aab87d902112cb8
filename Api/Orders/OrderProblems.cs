using Commerce.Http;

namespace Commerce.Orders;

/// <summary>Refusals about orders and payments.</summary>
internal static class OrderProblems
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "ORDER_NOT_FOUND", "There is no such order.");

    public static readonly ProblemType AlreadyPaid = new(StatusCodes.Status409Conflict, "ORDER_ALREADY_PAID", "The order was paid before.");

    public static readonly ProblemType StepRefused =
        new(StatusCodes.Status409Conflict, "PAYMENT_STEP_REFUSED", "A step of the payment was refused; nothing was taken. Pay again.");

    public static readonly ProblemType TotalAmountMismatch =
        new(StatusCodes.Status409Conflict, "TOTAL_AMOUNT_MISMATCH", "The total amount is not what these products cost.");
}
