using System.Reflection;
using Commerce.Hosting;
using Commerce.Journaling;

namespace Commerce.Operations;

/// <summary>What the programs are made of.</summary>
internal static class Programs
{
    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [typeof(SiloHost).Assembly, typeof(CommerceApi).Assembly, typeof(JournalWriter).Assembly];
}
