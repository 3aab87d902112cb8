namespace Commerce.Catalog;

/// <summary>Days that sales are counted by.</summary>
internal static class SalesDay
{
    /// <summary>A moment's day, counted from 1970 in UTC.</summary>
    public static long Of(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 86_400;
}
