using System.Numerics;

namespace Commerce.WaitingQueue;

/// <summary>A set of ranks, a bit each, for the ranks from the head of a line on.</summary>
internal sealed class RankBits
{
    private const int BitsPerWord = 64;
    private const int WordsKept = 1_024; // words behind the head that are not worth moving the rest for

    private ulong[] _words = new ulong[16];
    private long _firstWord;

    /// <summary>Adds a rank; one far behind the head is let go.</summary>
    public void Add(long rank)
    {
        var word = WordOf(rank) - _firstWord;
        if (word < 0)
            return;
        if (word >= _words.Length)
            Array.Resize(ref _words, (int)Math.Max(word + 1, _words.Length * 2L));
        _words[word] |= 1UL << BitOf(rank);
    }

    /// <summary>How many ranks of the set are from <paramref name="from"/> on and below <paramref name="to"/>.</summary>
    public long Count(long from, long to)
    {
        long count = 0;
        for (var word = WordOf(from); word <= WordOf(to); word++)
        {
            var bits = Word(word);
            if (word == WordOf(from))
                bits &= ulong.MaxValue << BitOf(from);
            if (word == WordOf(to))
                bits &= (1UL << BitOf(to)) - 1;
            count += BitOperations.PopCount(bits);
        }
        return count;
    }

    /// <summary>Lets go of what is far behind the head.</summary>
    public void Trim(long head)
    {
        var behind = WordOf(head) - _firstWord;
        if (behind < WordsKept || behind < _words.Length / 2)
            return;
        _words = behind < _words.Length ? _words[(int)behind..] : new ulong[16];
        _firstWord = WordOf(head);
    }

    /// <summary>
    /// The words that have the ranks from <paramref name="head"/> to <paramref name="last"/>, and the first rank of the first word.
    /// </summary>
    public (long FirstRank, ulong[] Words) Copy(long head, long last)
    {
        var first = WordOf(head);
        var words = new ulong[Math.Max(0, WordOf(last) - first + 1)];
        for (var i = 0; i < words.Length; i++)
            words[i] = Word(first + i);
        return (first * BitsPerWord + 1, words);
    }

    private static long WordOf(long rank) => (rank - 1) / BitsPerWord;

    private static int BitOf(long rank) => (int)((rank - 1) % BitsPerWord);

    private ulong Word(long word) => word - _firstWord is >= 0 and var at && at < _words.Length ? _words[at] : 0;
}
