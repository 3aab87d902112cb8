using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Commerce.Http;

/// <summary>A time that is no moment. The reader of the JSON adds where it stands.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Says one thing.")]
[SuppressMessage("Design", "CA1064", Justification = "Does not leave the API.")]
internal sealed class TimeWithoutOffsetException() : JsonException("A time must have an offset.");
