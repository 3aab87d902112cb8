using System.Globalization;

namespace Commerce.Telemetry;

/// <summary>What others wrote, as it may stand in a line of the log.</summary>
internal static class LogText
{
    /// <summary>Cuts it, and leaves out what a reader or a terminal could take for something else.</summary>
    /// <param name="text">The text, of anybody.</param>
    /// <param name="longest">Characters at the most.</param>
    /// <param name="keepsSpaces">Whether spaces stay: where the line shows otherwise where the text ends.</param>
    public static string Of(string text, int longest, bool keepsSpaces = false) => string.Concat(
        text.Take(longest).Select(letter => IsPlain(letter) || (keepsSpaces && letter == ' ') ? letter : '_'));

    private static bool IsPlain(char letter) =>
        !char.IsControl(letter) && !char.IsWhiteSpace(letter) && !char.IsSurrogate(letter)
        && char.GetUnicodeCategory(letter) is not UnicodeCategory.Format;
}
