namespace Commerce;

/// <summary>Holds something of a cluster.</summary>
internal interface IGate
{
    /// <summary>Holds nothing any more, whatever was asked for. Silos stop only then, so that a test that fails also ends.</summary>
    void LetGo();
}
