import { createRoot } from 'react-dom/client';
import { Article } from './article.jsx';

createRoot(document.getElementById('root')).render(<Article />);
