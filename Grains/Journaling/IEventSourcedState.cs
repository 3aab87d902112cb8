namespace Commerce.Journaling;

/// <summary>
/// The state of an event-sourced grain: a fold of its events, saved in parts. A part that did not change since it was saved is
/// not saved again, so a large state costs little to snapshot.
/// </summary>
/// <typeparam name="TEvent">The grain's events.</typeparam>
internal interface IEventSourcedState<in TEvent>
{
    /// <summary>Takes one more event in.</summary>
    /// <param name="e">The event.</param>
    void Apply(TEvent e);

    /// <summary>How many parts the state has now; at least 1. It never falls.</summary>
    int PartCount { get; }

    /// <summary>Whether a part changed since it was last saved or loaded.</summary>
    /// <param name="part">0 to <see cref="PartCount"/> - 1.</param>
    bool IsDirty(int part);

    /// <summary>Makes a part be saved again, because its last save was lost.</summary>
    /// <param name="part">0 to <see cref="PartCount"/> - 1.</param>
    void MarkDirty(int part);

    /// <summary>Saves a part and marks it clean.</summary>
    /// <param name="part">0 to <see cref="PartCount"/> - 1.</param>
    byte[] SavePart(int part);

    /// <summary>Loads a part into a fresh state; parts come in order.</summary>
    /// <param name="part">The part's number.</param>
    /// <param name="saved">What <see cref="SavePart"/> gave, now or in an earlier release.</param>
    /// <exception cref="InvalidDataException">The form is not known; the state is then folded from the journal.</exception>
    void LoadPart(int part, ReadOnlySpan<byte> saved);
}
