"""What names are made of, so that searches find few among many, and many among more."""

CITIES = (
    *("Aachen", "Bristol", "Cordoba", "Dresden", "Essen", "Fukuoka", "Geneva", "Haarlem"),
    *("Izmir", "Jena", "Kyoto", "Leeds", "Malmo", "Nantes", "Osaka", "Porto", "Quebec"),
    *("Rouen", "Sendai", "Turin", "Utrecht", "Verona", "Warsaw", "Xalapa", "York", "Zagreb"),
)
TRADES = (
    *("Bakeries", "Biotech", "Cargo", "Ceramics", "Energy", "Engines", "Foods", "Freight"),
    *("Glass", "Hotels", "Insurance", "Labs", "Logistics", "Media", "Metals", "Mobility"),
    *("Networks", "Optics", "Paper", "Pharma", "Rail", "Retail", "Robotics", "Textiles"),
)
LINES = ("AG", "BV", "GmbH", "Group", "Holding", "Inc", "KK", "Ltd", "SA", "SRL")
FIRST_NAMES = (
    *("Ada", "Bao", "Clara", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Ines", "Jonas"),
    *("Kavya", "Luca", "Mei", "Noor", "Olga", "Pavel", "Quinn", "Rosa", "Sami", "Tara"),
)
LAST_NAMES = (
    *("Abe", "Bauer", "Costa", "Dubois", "Ek", "Fischer", "Garcia", "Hansen", "Ito", "Jansen"),
    *("Keller", "Lopez", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Sato", "Tanaka", "Weber"),
)
