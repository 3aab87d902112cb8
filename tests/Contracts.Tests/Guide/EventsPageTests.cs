using Commerce.Operations;
using Commerce.Stored;

namespace Commerce.Guide;

/// <summary>What consumers of the topic read.</summary>
public sealed class EventsPageTests
{
    [Fact]
    public void Types_OfThePage_AreThoseOfTheEventsThatArePublished()
    {
        var list = Pages.Section("docs/events.md", "## The message").Split("\n\n")
            .Single(paragraph => paragraph.StartsWith("Types: ", StringComparison.Ordinal));
        Documents.AssertTold("docs/events.md, 'Types:'", StoredEventTests.Published, Pages.Code(list));
    }
}
